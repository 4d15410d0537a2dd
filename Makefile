# The two commands are `make serve` and `make test`; `make check` is what CI runs before the tests.
PYTHON ?= python3
PORT ?= 8000
# Test files at a time.
JOBS ?= 2
VENV := .venv
PY := $(VENV)/bin/python
PYTEST = $(PY) -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder
# The tests of the assistant have another site than the others, and so a run of their own.
ASSISTANT = $(PYTEST) tests/assistant
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev

.PHONY: serve serve-many test test-slow test-all prove coverage check docs format lock messages sample-vectors clean

serve: $(INSTALLED)
	@$(PY) manage.py serve --port $(PORT)

# Many processes on this machine, to try that out: docs/operators.md.
serve-many: $(INSTALLED_DEV)
	@$(PY) manage.py serve_many --port $(PORT)

# All but what is marked `slow`: minutes.
test: $(INSTALLED_DEV)
	$(PYTEST) -m "not slow" $(ARGS)
	$(ASSISTANT) -m "not slow" $(ARGS)

# What that leaves out: browsers, servers and other processes, kills, the sample site, and the proofs,
# in the length that CI has time for.
test-slow: STEPS ?= 600
test-slow: KILLS ?= 15
test-slow: $(INSTALLED_DEV)
	$(LONG) $(PYTEST) --durations 10 -m slow $(ARGS)
	$(LONG) $(ASSISTANT) --durations 10 -m slow $(ARGS)

# Every test once.
test-all:
	$(MAKE) test
	$(MAKE) test-slow

# The long proofs: random editing of a site, judged by a browser without a session, on SQLite and
# PostgreSQL; the server killed at random; and the sample's questions with all sentences embedded.
# `make prove STEPS=50000` for longer, `SEED=7` for the same way again.
SEED ?= $(HUB_PROOF_SEED)
LONG = HUB_PROOF_STEPS=$(STEPS) HUB_PROOF_KILLS=$(KILLS) HUB_PROOF_SEED=$(SEED) HUB_PROOF_SENTENCES=1
prove: STEPS ?= 2000
prove: KILLS ?= 50
prove: $(INSTALLED_DEV)
	$(LONG) $(PYTEST) --durations 10 -rP \
		tests/test_sample_site.py tests/cms/processes/test_kills.py $(ARGS)
	$(LONG) $(PYTEST) --durations 10 -rP tests/assistant/proof $(ARGS)

check: $(INSTALLED_DEV)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PY) manage.py makemigrations --check --dry-run
	HUB_SECRET_KEY=$$($(PY) -c "import secrets; print(secrets.token_urlsafe(50))") \
		HUB_ALLOWED_HOSTS=hub.example.org HUB_BASE_URL=https://hub.example.org \
		$(PY) manage.py check --deploy --fail-level WARNING --settings cms.settings.production
	$(PY) -m tests.catalogues
	$(PY) -m tests.layers
	$(PY) -m tests.reference

# Branch coverage of the short tests, as a table and in htmlcov/.
coverage: $(INSTALLED_DEV)
	$(PYTEST) -m "not slow" --cov --cov-report= $(ARGS)
	$(ASSISTANT) -m "not slow" --cov --cov-append \
		--cov-report term:skip-covered --cov-report html $(ARGS)

# Draws and writes anew what is made from the code: the picture of the layers, the Python reference.
docs: $(INSTALLED_DEV)
	$(PY) -m tests.layers --write
	$(PY) -m tests.reference --write

format: $(INSTALLED_DEV)
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

# Pins every package, with hashes, and names no registry.
lock: $(INSTALLED_DEV)
	$(VENV)/bin/pip-compile -q --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url \
		--no-emit-trusted-host --no-emit-find-links --no-annotate --no-header \
		-o requirements.lock pyproject.toml
	$(VENV)/bin/pip-compile -q --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url \
		--no-emit-trusted-host --no-emit-find-links --no-annotate --no-header --extra dev \
		-c requirements.lock -o requirements-dev.lock pyproject.toml

# Collects the translatable strings anew and compiles the catalogues; needs GNU gettext.
messages: $(INSTALLED_DEV)
	$(PY) -m tests.catalogues --write

# Writes the vectors that are shipped with the sample, after its texts or their cutting changed.
# `rm -r cms/demo/vectors` before has all of them embedded anew.
sample-vectors: $(INSTALLED)
	folder=$$(mktemp -d) && export HUB_DATA_DIR=$$folder DJANGO_SETTINGS_MODULE=cms.settings.local && \
		$(PY) manage.py serve --prepare-only && $(PY) manage.py write_sample_vectors && rm -r $$folder

clean:
	rm -rf $(VENV) var htmlcov .coverage .hypothesis .pytest_cache .ruff_cache .mypy_cache .import_linter_cache

$(VENV)/bin/python:
	$(PYTHON) -c "import sys; sys.version_info >= (3, 11) or sys.exit('The hub needs Python 3.11 or later. Run: make PYTHON=python3.11')"
	$(PYTHON) -m venv $(VENV)

$(INSTALLED): requirements.lock | $(VENV)/bin/python
	@echo "Installing the packages of requirements.lock …"
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(INSTALLED_DEV): requirements-dev.lock $(INSTALLED)
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
