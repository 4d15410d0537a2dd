"""Settings of the processes under test: those of `manage.py`, with a witness to the indexing."""

import os

from cms.settings.local import *  # noqa: F403
from cms.settings.local import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.cms.processes.witness"]
ALLOWED_HOSTS = ["*"]
HUB_SAMPLE_CONTENT = False
#: Where the witness writes, and the file that makes indexing wait while it is there.
WITNESS_LOG, WITNESS_HOLD = os.environ["WITNESS_LOG"], os.environ["WITNESS_HOLD"]
