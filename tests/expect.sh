# shellcheck shell=bash
# Sourced by the tests of tests/shell: what a test expects, and how it ends.
failed=0

# expect WHAT EXPECTED ACTUAL
expect() {
  [[ $2 == "$3" ]] && return
  failed=$((failed + 1))
  printf 'FAILED %s\nexpected:\n%s\nactual:\n%s\n' "$1" "$2" "$3"
}

# The last line of a test.
finish() {
  [[ $failed -eq 0 ]] && echo 'all as it should be'
  exit "$failed"
}
