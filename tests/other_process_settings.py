"""Settings of another process of the site under test, which has its database, index and files."""

import os
from importlib import import_module

_SITE = import_module(os.environ["TESTS_SETTINGS"])
globals().update({name: value for name, value in vars(_SITE).items() if name.isupper()})

DATABASES = {"default": {**_SITE.DATABASES["default"], "NAME": os.environ["TESTS_DATABASE"]}}
ASSISTANT = {**_SITE.ASSISTANT, "INDEX_DIR": os.environ["TESTS_INDEX"]}
MEDIA_ROOT = os.environ["TESTS_MEDIA"]
