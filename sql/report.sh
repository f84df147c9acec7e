#!/usr/bin/env bash
# The report of a study, from any folder and of any centre. Writes nothing but the figures: the database is opened
# read-only. The first error ends it, and is shown with the file it came from. On a terminal a bar shows how far it is;
# Ctrl-C stops it at once, with exit status 130.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: sql/report.sh [options] DATABASE [ENDPOINTS.sql]

Prints the results section of a study: sql/report.sql.
ENDPOINTS.sql makes the centre's views, as samples/another_centre/endpoints.sql does; leave it out where the
database holds them already.

  --attach NAME=FILE   attach another database, under this name
  --figures FOLDER     also draw the figures, sql/figures.sql, into this folder
  --then FILE.sql      also run this script in the same session, in the project's folder; may be given again
  --extension FILE     the extension; else build/release/survival of this project
TEXT
}

fail() {
    printf 'report.sh: %s\n' "$1" >&2
    exit 1
}

# absolute WHAT FILE: its full path; it must be there
absolute() {
    [[ -e $2 ]] || fail "$1 $2 is not there"
    printf '%s/%s' "$(cd "$(dirname "$2")" && pwd)" "$(basename "$2")"
}
# Quoted for a dot command, and for SQL.
dot() {
    local text=${1//\\/\\\\}
    printf '"%s"' "${text//\"/\\\"}"
}
sql() { printf "'%s'" "${1//\'/\'\'}"; }

attached=() then=() figures='' extension='' positional=()
while [[ $# -gt 0 ]]; do
    case $1 in
        -h | --help) usage; exit 0 ;;
        --attach | --figures | --then | --extension)
            [[ $# -ge 2 ]] || fail "$1 needs a value"
            case $1 in
                --attach)
                    [[ $2 =~ ^[A-Za-z_][A-Za-z0-9_]*=. ]] || fail "--attach: NAME=FILE is needed, got $2"
                    file=$(absolute 'the database' "${2#*=}")
                    attached+=("ATTACH $(sql "$file") AS \"${2%%=*}\";") ;;
                --figures) mkdir -p "$2"; figures=$(absolute 'the folder' "$2") ;;
                --then) file=$(absolute 'the script' "$2"); then+=("$file") ;;
                --extension) extension=$2 ;;
            esac
            shift 2 ;;
        -*) usage >&2; exit 2 ;;
        *) positional+=("$1"); shift ;;
    esac
done
[[ ${#positional[@]} -eq 1 || ${#positional[@]} -eq 2 ]] || { usage >&2; exit 2; }
command -v sqlite3 >/dev/null || fail 'the sqlite3 shell is needed (Debian package: sqlite3)'

database=${positional[0]}
[[ $database == :memory: ]] || database=$(absolute 'the database' "$database")
said=$(sqlite3 -batch -bail -init /dev/null -readonly "$database" 'SELECT count(*) FROM sqlite_schema' 2>&1) ||
    fail "the database $database: $said"
endpoints=''
[[ ${#positional[@]} -eq 1 ]] || endpoints=$(absolute 'the script' "${positional[1]}")
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$project/sql/progress.sh"
if [[ -n $extension ]]; then
    extension=$(absolute 'the extension' "$extension")
else
    for extension in "$project"/build/release/survival.{so,dylib,dll}; do
        [[ ! -e $extension ]] || break
    done
    [[ -e $extension ]] || fail "no build/release/survival in $project; samples/quickstart.sh builds it, --extension names another"
fi

dir=$(mktemp -d)
trap 'bar_end; rm -rf "$dir"' EXIT

# The piece that is at hand: its number, and its file.
at=''
read_at() { [[ ! -s $dir/at ]] || read -r _ at <"$dir/at"; }
stopped() {
    bar_end
    read_at
    printf 'report.sh: stopped%s\n' "${at:+ in $at}" >&2
    exit 130
}
trap stopped INT

# Reads a file, and notes that it is the one at hand. Those of the project that it reads itself come between its pieces,
# each of which begins with as many empty lines as stand before it, so that errors name the lines of the file.
pieces=0
read_file() {
    local line number=0 piece=''
    while IFS= read -r line || [[ -n $line ]]; do
        number=$((number + 1))
        if [[ $line =~ ^\.read\ (sql/[a-z0-9_]+\.sql)$ && -e $project/${BASH_REMATCH[1]} ]]; then
            piece=''
            read_file "$project/${BASH_REMATCH[1]}"
            continue
        fi
        if [[ -z $piece ]]; then
            pieces=$((pieces + 1)) piece=$dir/$pieces.sql
            printf '%*s' $((number - 1)) '' | tr ' ' '\n' >"$piece"
            printf '.output %s\n.print %s\n.output\n.read %s\n' "$(dot "$dir/at")" "$(dot "$pieces ${1#"$project"/}")" "$(dot "$piece")"
        fi
        printf '%s\n' "$line" >>"$piece"
    done <"$1"
}
{
    printf '.bail on\n.load %s\n' "$(dot "$extension")"
    [[ ${#attached[@]} -eq 0 ]] || printf '%s\n' "${attached[@]}"
    printf '.cd %s\n' "$(dot "$project")"
    [[ -z $endpoints ]] || read_file "$endpoints"
    read_file "$project/sql/report.sql"
    for file in ${then[@]+"${then[@]}"}; do read_file "$file"; done
    if [[ -n $figures ]]; then
        printf ".parameter init\nINSERT INTO temp.sqlite_parameters VALUES ('\$folder', %s);\n" "$(sql "$figures")"
        printf '.print\n.headers off\n.mode list\n.separator " "\n'
        read_file "$project/sql/figures.sql"
    fi
} >"$dir/all.sql"

progress() {
    local piece=0 file=''
    [[ ! -s $dir/at ]] || read -r piece file <"$dir/at"
    printf '%d %d %s\n' "$piece" "$pieces" "$file"
}

status=0
# Under a bar nothing is printed before all is done.
if [[ -t 1 && -t 2 ]]; then
    exec 3>&1 >"$dir/report"
    bar_watch progress
fi
# -init: the settings of the user's own shell must not change what is printed
sqlite3 -batch -bail -init /dev/null -readonly "$database" ".read $(dot "$dir/all.sql")" 2>"$dir/said" || status=$?
bar_end
[[ ! -e $dir/report ]] || cat "$dir/report" >&3
if [[ $status -ne 0 || -s $dir/said ]]; then
    read_at
    printf 'report.sh: %s%s\n' "${at:+$at: }" "$(cat "$dir/said")" >&2
    exit 1
fi
