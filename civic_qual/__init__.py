"""Theme frequency tables from interviews on the protection of civilians, with evidence.

Every public name is listed in `__init__.pyi` and loaded when it is first used, so that
`import civic_qual` stays light.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
