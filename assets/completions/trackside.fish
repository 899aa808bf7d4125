# fish completion for trackside
#
# trackside says what can come next, a word and what it is in each line; the quotes are fish's.

function __trackside_complete
    set -l current (commandline -ct)
    set -l answer (command trackside __complete fish '' (commandline -opc) "$current" 2>/dev/null)
    if test "$answer[1]" = files
        set -l flag (string match -r '^--[^=]+=' -- "$current")
        for file in (__fish_complete_path (string replace -r '^--[^=]+=' '' -- "$current"))
            printf '%s\n' "$flag$file"
        end
    else if set -q answer[2]
        printf '%s\n' $answer[2..]
    end
end

complete -c trackside -f -k -a '(__trackside_complete)'
