# shellcheck shell=bash
# A progress bar for scripts, which source this file. Drawn on the terminal at standard error, and nowhere else.

# bar DONE TOTAL WHAT [SECONDS]: draws it, over the one before.
bar() {
    [[ -t 2 ]] || return 0
    local width=24 filled
    bar_drawn=yes
    filled=$(($2 > 0 ? width * $1 / $2 : 0))
    printf '\r\033[K[%s%s] %d/%d %s%s' "$(printf '%*s' "$filled" '' | tr ' ' '#')" \
        "$(printf '%*s' $((width - filled)) '' | tr ' ' '-')" "$1" "$2" "${3:0:40}" "${4:+, $4 s}" >&2
}

# bar_watch COMMAND...: from now on, four times a second, draws the bar that COMMAND prints as "DONE TOTAL WHAT".
bar_pid='' bar_drawn=''
bar_watch() {
    [[ -t 2 ]] || return 0
    bar_drawn=yes
    (
        trap '' INT  # whoever started it ends it
        trap - EXIT
        begun=$SECONDS
        while :; do
            read -r so_far total what < <("$@") && bar "$so_far" "$total" "$what" $((SECONDS - begun))
            sleep 0.25
        done
    ) &
    bar_pid=$!
}

# bar_end: takes the bar away.
bar_end() {
    if [[ -n $bar_pid ]]; then
        kill "$bar_pid" 2>/dev/null || true
        wait "$bar_pid" 2>/dev/null || true
        bar_pid=
    fi
    [[ -z $bar_drawn ]] || printf '\r\033[K' >&2
    bar_drawn=''
}
