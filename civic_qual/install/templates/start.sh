#!/bin/sh
# Installs civic_qual from the wheels beside this file, without a network, and opens a command line.
here=$(cd "$(dirname "$0")" && pwd)
home="${CIVIC_QUAL_HOME:-$HOME/.civic_qual}"
mark="$home/installed-@MARK@"

# Settings of pip on this computer may name places that are not there.
PIP_CONFIG_FILE=/dev/null
export PIP_CONFIG_FILE

if [ ! -e "$mark" ]; then
    python=
    for version in @PYTHONS@; do
        for name in "python$version" python3 python; do
            if "$name" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" 2>/dev/null; then
                python=$name
                break 2
            fi
        done
    done
    if [ -z "$python" ]; then
        @SAY_NO_PYTHON@
        exit 1
    fi
    @SAY_INSTALLING@
    if ! "$python" -m venv "$home" ||
        ! "$home/bin/python" -m pip --isolated --disable-pip-version-check install --quiet --upgrade \
            --force-reinstall --no-index --find-links "$here/wheels" civic_qual; then
        @SAY_FAILED@
        exit 1
    fi
    rm -f "$home"/installed-*
    : >"$mark"
fi

PATH="$home/bin:$PATH"
export PATH
# Words behind the name of this file are the command; else somebody types.
if [ $# -gt 0 ]; then
    exec civic-qual "$@"
fi
@SAY_READY@
cd "$HOME" || exit 1
exec "${SHELL:-/bin/sh}" -i
