# What tests/pseudo_run.py does, in a folder with the files of tests/pseudo_case.py. After a # stand the
# exit code that is expected, when it is not 0, and words that may stand unmarked in what is said:
# names of columns and the like.
export SORTITION_PASSWORD="open for this fixture only"
export SORTITION_LANGUAGE=zxx
export SORTITION_TIME=2027-04-01T10:00:00+02:00
helps
keep 1 people.csv gone.csv
sortition keygen qxkey
sortition quotas --population population.csv --size 4 --tolerance 1 --at-least "qxage=qxyoung: 1, qxreason" --out made.csv # column
sortition check people.csv quotas.csv --size 4 --household qxstreet --population population.csv
sortition check people.csv crossed.csv --size 4 --without gone.csv
sortition check people.csv narrow.csv --size 4 # exit 3
sortition check people.csv clash.csv --size 12 # exit 4
sortition check people.csv bad.csv --size 4 # exit 3 min max value
sortition check people.csv none.csv --size 4 # exit 2
sortition check people.csv quotas.csv --size qx # exit 2
sortition check people.csv # exit 2
sortition check --qx # exit 2
sortition check --size # exit 2
sortition check people.csv quotas.csv more.csv --size 4 # exit 2
sortition invite plan --engine qx # exit 2 duckdb spark
sortition draw people.csv quotas.csv --method qx # exit 2
sortition minutes . --about qx --out qx # exit 2 draw amendment replacement alternates
sortition check people.csv quotas.csv --size 4 --language qx # exit 2 en nl zxx
sortition qx # exit 2 COMMANDS
sortition relax people.csv clash.csv --size 12
sortition relax people.csv clash.csv --size 12 --choose 1 --out relaxed.csv
sortition cost people.csv quotas.csv --size 4
sortition compare people.csv quotas.csv --size 4 --out comparison.html
sortition draw people.csv quotas.csv --size 4 --seed qxseed --out draw-1 --panels 100
sortition verify draw-1
sortition rerun draw-1
keep 3 draw-1/chances.csv draw-1/chances.csv
sortition verify draw-1 # exit 1
sortition rerun draw-1 # exit 1
sortition draw people.csv quotas.csv --size 4 --seed qxseed --out draw-2 --panels 100 --method nash
sortition draw people.csv quotas.csv --size 4 --seed qxseed --out draw-3 --panels 100 --method goldilocks
sortition draw people.csv crossed.csv --size 4 --construction qxa --randomness qxb --out draw-4 --panels 100 --method maximin
sortition verifier --out verify.py # DIR
sortition verifier --page --out verify.html
sortition invite plan --register register.csv --quotas area.csv --responses rates.csv --size 4 --birth-date qxborn --age-on 2027-05-01 --min-age 16 --address qxstreet --leave-out qxsecret --waves 70,30 --price 1.15 --out letters.json --page letters.html
sortition invite draw letters.json --register register.csv --value "12 44 7" --out letters-1
sortition invite export letters-1 --for printer --name qxname --out printer.csv --letter letter.txt
keep 12 letters-1/invited.csv joined.csv
sortition invite responses letters-1 --joined joined.csv --quotas area.csv --responses rates.csv --size 4
sortition invite learn letters-1 --joined joined.csv --out learned.csv
sortition invite weigh letters-1 --joined joined.csv --out weighed.csv
sortition draw weighed.csv area.csv --size 4 --objective end-to-end --seed qxseed --out draw-5 --id id
sortition invite chances letters-1 --draw draw-5 --responses rates.csv --page chances.html
sortition new wrong --template wrong.toml --secret secret.txt
sortition sign wrong --as qxclerk --key clerk.key # exit 3 size method
sortition new process --template plan.toml --secret secret.txt
sortition invite plan --register register.csv --quotas area.csv --responses rates.csv --size 4 --dossier process --letters 60
sortition sign process --as qxclerk --key clerk.key
sortition sign process --as qxresidents --key residents.key
sortition invite draw process --register register.csv --value "12 44 7" --source qxlottery
sortition invite responses process --joined joined.csv --quotas area.csv --responses rates.csv --size 4
sortition draw process people.csv quotas.csv --trial
cp amended.toml process/plan.toml
sortition amend process --by qxleader --why qxreason
sortition sign process --as qxclerk --key clerk.key
sortition sign process --as qxresidents --key residents.key
sortition minutes process --about amendment --out minutes-amendment.html
cp plan.toml process/plan.toml
sortition amend process --by qxleader --why qxreason
sortition alternates process --count 3 --dropout 12% --by qxleader --why qxreason
sortition sign process --as qxclerk --key clerk.key
sortition sign process --as qxresidents --key residents.key
sortition pool process people.csv narrow.csv # exit 3
export SORTITION_TIME=2027-05-01T17:00:00+02:00
sortition pool process people.csv quotas.csv
sortition alternates process --show alternates.html
sortition alternates process --overdraw 90%
export SORTITION_TIME=2027-05-01T20:30:00+02:00
sortition randomness process --value "4 1 6" --source qxthrown # exit 2
sortition randomness process --value "4 1 6 6 2 5 3 1 2 3 4 5" --source qxthrown
export SORTITION_TIME=2027-05-02T09:00:00+02:00
sortition commit process
sortition sign process --as qxclerk --key clerk.key
sortition sign process --as qxresidents --key residents.key
sortition receipts process --out receipts.csv --columns name
export SORTITION_TIME=2027-05-08T19:35:10+02:00
sortition ceremony process --out ceremony.html
sortition randomness process --value "4 7" --source qxthrown
sortition draw process
sortition alternates process
sortition sign process --as qxclerk --key clerk.key
sortition sign process --as qxresidents --key residents.key
sortition minutes process --out minutes.html
calls process/draw/panel.csv calls.csv
sortition status process calls.csv
sortition replace process --from-alternates
sortition minutes process --about alternates --out minutes-alternates.html --place qxplace --present "qxname: qxrole"
calls process/called/1/panel.csv more.csv
sortition status process more.csv
export SORTITION_TIME=2027-05-09T19:35:00+02:00
sortition replace process --out next --why qxreason
sortition sign next --as qxclerk --key clerk.key
sortition sign next --as qxresidents --key residents.key
sortition pool next --from process
sortition randomness next --value "4 1 6 6 2 5 3 1 2 3 4 5" --source qxthrown
sortition commit next
sortition randomness next --value "4 7" --source qxthrown
sortition draw next
sortition replace process --done next
sortition minutes process --about replacement --out minutes-replacement.html
sortition status process
sortition log process
sortition verify process
sortition bundle process --public --out public.zip
sortition bundle process --auditor --out auditor.zip
sortition verify public.zip
sortition report process --out report --population population.csv
sortition lists process --out lists
sortition alternates process --learn chances-next.csv
sortition erase process --by qxleader --why qxreason # exit 2
sortition erase process --by qxleader --why qxreason --early
sortition log process
