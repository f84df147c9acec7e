#!/bin/sh
# The rooms of extension/ know only the rooms that this list allows them: ROOM: what it may include.
set -eu
cd "$1"
status=0
while IFS=: read -r room allowed; do
  for file in "$room"/*; do
    for included in $(sed -n 's|^#include "\([a-z_]*\)/.*|\1|p' "$file"); do
      case " $room $allowed " in
        *" $included "*) ;;
        *) echo "$file includes $included/, which $room/ must not know"; status=1 ;;
      esac
    done
    if [ "$room" != sqlite ] && grep -Hn 'sqlite3' "$file"; then
      echo "$file knows SQLite; only sqlite/ may"
      status=1
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
exit $status
