"""These tests run under the site's own settings, in a process of their own.

`pytest tests/testsite --ds=tests.testsite.settings`; `tests/assistant/test_foreign_site.py` does.
"""

import os

if os.environ.get("DJANGO_SETTINGS_MODULE") != "tests.testsite.settings":
    collect_ignore_glob = ["test_*.py"]
