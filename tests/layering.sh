#!/bin/sh
# The rooms of extension/ know only the rooms that this list allows them: ROOM: what it may include. A room's folders are
# topics: each may use what stands in the room itself, one floor up, but no other topic; a folder in a topic may use that.
set -eu
cd "$1"
status=0
# Names of files and folders hold no blanks.
sources_of() {
  find "$1" -name '*pp'
}
complain() {
  echo "$1"
  status=1
}
while IFS=: read -r room allowed; do
  sources=$(sources_of "$room")
  for file in $sources; do
    topic=$(echo "$file" | sed -n "s|^$room/\(.*\)/[^/]*$|\1|p")
    for included in $(sed -n 's|^#include "\([a-z_/]*\)/[a-z_]*\.hpp".*|\1|p' "$file"); do
      case " $room $allowed " in
        *" ${included%%/*} "*) ;;
        *) complain "$file includes $included/, which $room/ must not know" ;;
      esac
      case $included in
        "$room" | "$room/$topic" | "$room/${topic%/*}") ;;
        "$room"/*) complain "$file includes $included/, another topic than its own" ;;
      esac
    done
    if [ "$room" != sqlite ] && grep -Hn 'sqlite3' "$file"; then
      complain "$file knows SQLite; only sqlite/ may"
    fi
  done
done <<RULES
survival:
declare:
cohort: survival declare
plot:
functions: survival declare cohort plot
sqlite: declare
RULES

# One file per function, in the folder of its topic.
for path in $(sed -n 's|^FUNCTION(\([a-z_/]*\), \([a-z_]*\))$|\1/\2.cpp|p' functions/functions.def); do
  [ -e "functions/$path" ] || complain "functions.def names functions/$path, which is not there"
done
# A room is a namespace: two classes of one name in it are one to the linker, which takes the members of either.
while read -r room; do
  twice=$(find "$room" -name '*.hpp' -exec grep -hoE '^(class|struct|enum class) [A-Z][A-Za-z0-9]+( final)?( :.*)? \{' {} + |
    sed -E 's/^(class|struct|enum class) ([A-Za-z0-9]+).*/\2/' | sort | uniq -d)
  [ -z "$twice" ] || complain "$room/ has more than one class called $twice"
done <<ROOMS
survival
declare
cohort
plot
functions
sqlite
ROOMS

# What a person can read at a sitting, and find.
sources=$(sources_of .)
for file in $sources; do
  lines=$(wc -l <"$file")
  [ "$lines" -le 350 ] || complain "$file has $lines lines, more than 350"
done
folders=$(find . -type d)
for folder in $folders; do
  files=$(find "$folder" -maxdepth 1 -type f | wc -l)
  [ "$files" -le 30 ] || complain "$folder holds $files files, more than 30"
done
exit $status
