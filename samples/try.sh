#!/usr/bin/env bash
# The unchanged analysis of sql/ over another registry: makes the invented one, and reports on it. Only endpoints.sql of
# its folder knows its tables.
#
#     samples/try.sh another_centre|omop|adam [FOLDER] [EXTENSION]
#
# leaves NAME.db and the figures, NAME/, in FOLDER (build/ if not given), and prints the report.
set -euo pipefail
samples=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
name=${1:?samples/try.sh another_centre|omop|adam [FOLDER] [EXTENSION]}
project=$(cd "$samples/.." && pwd)
folder=${2:-$project/build}
[[ -f $samples/$name/endpoints.sql ]] || { echo "try.sh: there is no samples/$name/endpoints.sql" >&2; exit 2; }
mkdir -p "$folder"
rm -f "$folder/$name.db"
stopped() {
    rm -f "$folder/$name.db" "$folder/$name.db-journal"
    echo "try.sh: stopped; $name.db is not made" >&2
    exit 130
}
trap stopped INT
sqlite3 -batch -bail -init /dev/null "$folder/$name.db" <"$samples/$name/make.sql"
trap - INT
"$project/sql/report.sh" --figures "$folder/$name" ${3:+--extension "$3"} "$folder/$name.db" "$samples/$name/endpoints.sql"
