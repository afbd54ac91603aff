.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# What the checks are run with: production settings, and a key that nothing is signed with.
CHECKED := SECRET_KEY=only-for-checks-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF DEBUG=False HTTPS=True ALLOWED_HOSTS=registry.example DATABASE_URL=

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing. Install Python 3.11 or newer (Debian: apt-get install python3 python3-venv)."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed, and this is $$($(PYTHON) --version). Name another: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's module venv is missing (Debian: apt-get install python3-venv)."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "The virtual environment $(VENV) could not be made."; exit 1; }

$(VENV)/installed: requirements.txt | $(BIN)/python
	@echo "Installing what the registry runs on …"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements.txt requirements-dev.txt | $(BIN)/python
	@echo "Installing what tests and checks need …"
	@$(PIP) -r requirements-dev.txt
	@touch $@

.env: | $(BIN)/python
	@umask 077; $(BIN)/python -c "import re, secrets; print(re.sub('(?m)^SECRET_KEY=.*', 'SECRET_KEY=' + secrets.token_urlsafe(50), open('.env.example').read()), end='')" > .env
	@echo "Wrote .env with a secret key for this machine."

install: $(VENV)/installed .env ## Install what the registry runs on

migrated: install
	@$(BIN)/python manage.py migrate --verbosity 0

serve: migrated ## Migrate, load the records and serve the registry (HOST and PORT settable)
	@$(BIN)/python manage.py load_registry
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@exec $(BIN)/gunicorn config.wsgi --config config/gunicorn.py

curator: migrated ## Add an account for the admin, or change its role (NAME and ROLE settable)
	@$(BIN)/python manage.py add_curator --role $(or $(ROLE),curator) $(NAME)

chromium:
	@command -v $${CHROMIUM:-chromium} >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Chromium …"; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	  else echo "Chromium is missing. Install it (Debian: apt-get install chromium), or name it: make test CHROMIUM=/path/to/chromium"; exit 1; fi; }

gettext:
	@command -v xgettext >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing gettext …"; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends gettext >/dev/null; \
	  else echo "gettext is missing. Install it (Debian: apt-get install gettext)."; exit 1; fi; }

test: $(VENV)/installed-dev chromium gettext ## Run every test, browser journeys included (ARGS for pytest)
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile $(ARGS)

test-postgresql: $(VENV)/installed-dev gettext ## Run the tests on a PostgreSQL server of their own, started for them
	@.ci/on-postgresql $(BIN)/python -m pytest --numprocesses 2 --dist loadfile --ignore tests/e2e $(ARGS)

lint: $(VENV)/installed-dev ## Check style, types, templates, migrations and production settings
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@git ls-files 'templates/*.html' | xargs $(BIN)/djade --check --target-version 5.2
	@$(CHECKED) $(BIN)/mypy cooperation config
	@$(CHECKED) $(BIN)/python manage.py makemigrations --check --dry-run
	@$(CHECKED) $(BIN)/python manage.py check --deploy --fail-level WARNING

format: $(VENV)/installed-dev ## Format Python and templates, bring Django's idioms up to date
	@git ls-files 'cooperation/*.py' 'config/*.py' | grep -v migrations/ | xargs $(BIN)/django-upgrade --target-version 5.2
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@git ls-files 'templates/*.html' | xargs $(BIN)/djade --target-version 5.2

messages: $(VENV)/installed-dev .env gettext ## Collect and compile the interface's words
	@$(BIN)/python manage.py makemessages --locale zh_Hans --locale ru --no-location --ignore .venv --ignore tests
	@$(BIN)/python manage.py compilemessages --ignore .venv

BENCH_VENV ?= .venv-bench
$(BENCH_VENV)/installed: benchmarks/requirements.txt
	@$(PYTHON) -m venv $(BENCH_VENV) && $(BENCH_VENV)/bin/pip install --quiet --disable-pip-version-check -r benchmarks/requirements.txt && touch $@

bench: $(VENV)/installed-dev .env $(BENCH_VENV)/installed ## Measure pages, files and loading against Datasette and others (ROWS settable)
	@$(BIN)/python benchmarks/load.py $(or $(ROWS),1000000)
	@$(BIN)/python benchmarks/serve.py --rows $(or $(ROWS),1000000) --datasette $(BENCH_VENV)/bin $(ARGS)

collected: $(VENV)/installed-dev migrated
	@$(BIN)/python manage.py load_registry
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0

weigh: collected chromium ## Weigh the first view of home, lists, detail, trade and map, as they arrive
	@$(BIN)/python benchmarks/weigh.py

LIGHTHOUSE ?= node_modules/.bin/lighthouse
$(LIGHTHOUSE):
	@command -v npm >/dev/null || { echo "npm is missing. Install it (Debian: apt-get install npm)."; exit 1; }
	@npm install --no-save --no-audit --no-fund --silent --prefix . lighthouse@13.5.0

lighthouse: collected chromium $(LIGHTHOUSE) ## Judge home, list, detail, trade and map by Lighthouse (needs npm; ARGS for languages)
	@$(BIN)/python benchmarks/lighthouse.py $(LIGHTHOUSE) $(ARGS)

screenshots: $(VENV)/installed-dev chromium ## Take pictures of the style guide, light and dark, wide and narrow
	@$(BIN)/python -m pytest tests/e2e/test_styleguide.py
	@echo "The pictures are in tests/e2e/screenshots/"

VENDOR_VENV ?= .venv-vendor
$(VENDOR_VENV)/installed: static/vendor/requirements.txt
	@$(PYTHON) -m venv $(VENDOR_VENV) && $(VENDOR_VENV)/bin/pip install --quiet --disable-pip-version-check -r static/vendor/requirements.txt && touch $@

vendor: $(VENDOR_VENV)/installed ## Fetch the pinned front-end files again (needs npm)
	@$(VENDOR_VENV)/bin/python static/vendor/vendor.py

.PHONY: help install migrated serve curator chromium gettext test test-postgresql lint format messages bench collected weigh lighthouse screenshots vendor
