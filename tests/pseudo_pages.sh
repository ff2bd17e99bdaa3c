# The pages that compute in the browser, and bundles to look at in one; as tests/pseudo.sh is.
export SORTITION_PASSWORD="open for this fixture only"
export SORTITION_LANGUAGE=zxx
export SORTITION_TIME=2027-04-01T10:00:00+02:00
sortition verifier --page --out verify.html
sortition new process --template plan.toml --secret secret.txt
sortition sign process --as qxclerk --key clerk.key
sortition sign process --as qxresidents --key residents.key
export SORTITION_TIME=2027-05-01T17:00:00+02:00
sortition pool process people.csv quotas.csv
export SORTITION_TIME=2027-05-01T20:30:00+02:00
sortition randomness process --value "4 1 6 6 2 5 3 1 2 3 4 5" --source qxthrown
sortition commit process
sortition receipts process --out receipts.csv --columns name
export SORTITION_TIME=2027-05-08T19:35:00+02:00
sortition ceremony process --out ceremony.html
sortition randomness process --value "4 7" --source qxthrown
sortition draw process
sortition bundle process --public --out public.zip
sortition bundle process --auditor --out auditor.zip
