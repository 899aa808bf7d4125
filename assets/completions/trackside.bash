# bash completion for trackside                            -*- shell-script -*-
#
# trackside says what can come next. Each line of its answer is as it is to be typed, with quotes where the name needs them: a
# runner's name is somebody else's text.

_trackside() {
    local kind line
    COMPREPLY=()
    {
        IFS= read -r kind || return
        if [[ $kind == files ]]; then
            compopt -o default
            return
        fi
        while IFS= read -r line; do
            COMPREPLY+=("$line")
        done
    } < <(command trackside __complete bash "$2" "${COMP_WORDS[@]:0:COMP_CWORD+1}" 2>/dev/null)
    # Something is to follow right behind it.
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]]; then
        compopt -o nospace
    fi
}

complete -o nosort -F _trackside trackside
