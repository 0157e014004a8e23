"""How notebooks are run; what tests share is in `tests/conftest.py`."""

import sys

# The module that nbmake loads in the end to check addresses in schemas builds 38 grammars: more
# than a second in every process. Who misses it goes without. So nbmake is loaded here, after that.
sys.modules.setdefault("rfc3987_syntax", None)

pytest_plugins = ["nbmake.pytest_plugin"]
