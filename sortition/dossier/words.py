"""Words for reading a hash aloud: 256 English and 256 Dutch ones (docs/format.md 15.3).

Short, common, concrete, without accents, and none the beginning of another. Written for this
project, under its licence. Word number n (from 0, by alphabet) stands for the byte n in either
language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ENGLISH: Final = tuple(
    """
acorn actor album almond amber anchor angle apple apron arch arrow atlas attic autumn bacon
badge bagel bamboo banana banjo barrel basket beach beaver bell bench berry bonnet border bottle
branch bread bridge broom bucket button cabin cactus camel camera candle canoe canvas carpet
carrot castle cedar cello chalk cherry cider circus clock cloud clover coffee comet copper coral
cotton cradle crayon crown daisy dancer desert dinner donkey dragon drawer eagle easel echo
elbow engine falcon farmer ferry fiddle finger flag flute forest galaxy garden garlic gate giant
ginger glass globe goose grape guitar hammer hazel helmet hill honey horizon hotel house iceberg
igloo insect iron island ivory jacket jaguar jelly jewel jungle kettle kitchen kite ladder
lagoon lamp lantern lemon leopard letter library lily lion lizard lobster magnet mango maple
marble market meadow melon mirror monkey moon motor museum mustard napkin needle nest nickel
night noodle nutmeg oasis ocean olive onion opera orange orchard organ otter oven owl oyster
paddle palace panda paper parrot pasta pebble pencil pepper piano pigeon pillow pilot pirate
planet plum pocket pond poppy potato prairie pumpkin puppet puzzle pyramid rabbit radio raft
rainbow raven ribbon river robot rocket rose ruby saddle sailor salmon sandal saturn saucer
scarf school shadow shell shovel silver singer skate slipper snow soap sofa spider spoon stable
statue stone storm sugar summer sunset table teapot temple thunder ticket tiger toast tomato
torch tower tractor train trumpet tulip tunnel turtle valley vanilla velvet village violin
volcano waffle wagon walnut water whale wheel window winter wizard wolf zebra
""".split()  # noqa: SIM905 - 256 quotation marks would only be harder to read
)

DUTCH: Final = tuple(
    """
aarde acteur akker ananas anker appel arena atlas avond baken bakker balkon ballon bamboe banaan
beker berg beuk bezem bizon blad bloem boek boom boon boot bord bos boter brief bril broek brood
brug buffel bus cactus cello cirkel dadel dak dans deken deur dijk donder doos dorp draad draak
druif duif duin eend egel eik eiland emmer engel erwt ezel fakkel fiets film fles fluit forel
gans garage gebak geit gember gitaar glas goud gras grot haan haas hagel hamer harp haven hek
helm herfst hert heuvel hoed hond honing hotel huis iglo insect jager jas juweel kaars kaas
kabel kachel kade kameel kamer kano kapper kat kelder kers kikker kip klaver klok knoop koala
koffer koffie kompas konijn koning kool koren kraan krant kruik kussen ladder lamp leeuw lente
lepel lucht maan mand mantel markt mast meer melk meloen merel molen motor muis museum muur
naald nacht natuur nest neus oceaan oester olijf orgel orkest otter oven paard palm panter parel
park peer peper piano piloot piraat plank plein poort pop potlood prins pruim puzzel raam radijs
radio raket regen reiger ridder rivier robot roos rots rugzak schaap schaar schelp schip schoen
school slak sleutel sneeuw soep sok spiegel spin spons stad stal steen stempel ster stoel storm
strand suiker tafel tang tapijt tent theater tijger toren tractor trein trommel tuin tulp uil
vaas vallei veer vijver vis vlag vleugel vlinder vogel vork vulkaan vuur walvis water weide wiel
winter wolf wolk wortel zaag zalm zand zebra zee zeil zilver zomer zon zwaan zwaluw
""".split()  # noqa: SIM905 - 256 quotation marks would only be harder to read
)

WORDS: Final[Mapping[str, tuple[str, ...]]] = {"en": ENGLISH, "nl": DUTCH}
"""The list of each language that has one; the others use the English list."""
