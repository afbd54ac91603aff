.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing. Install Python 3.11 or newer (Debian: apt-get install python3 python3-venv)."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $$($(PYTHON) --version) was found. Name another: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "The module venv is missing (Debian: apt-get install python3-venv)."; exit 1; }

$(VENV)/installed: requirements.txt | $(BIN)/python
	@echo "Installing what the registry runs on …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements.txt requirements-dev.txt | $(BIN)/python
	@echo "Installing what tests and checks need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.env: | $(BIN)/python
	@$(BIN)/python -c "import re, secrets; text = open('.env.example').read(); open('.env', 'w').write(re.sub('SECRET_KEY=.*', 'SECRET_KEY=' + secrets.token_urlsafe(50), text))"
	@chmod 600 .env
	@echo "Wrote .env with a secret key for this machine."

install: $(VENV)/installed .env ## Install what the registry runs on

serve: install ## Migrate, load the records and serve the registry on HOST:PORT
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py load_registry
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@echo "The registry answers at http://$(HOST):$(PORT)/ (stop with Ctrl+C)."
	@exec $(BIN)/gunicorn config.wsgi --config config/gunicorn.py

curator: install ## Create an account for the admin
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py createsuperuser

chromium:
	@command -v $${CHROMIUM:-chromium} >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Chromium …"; apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	  else echo "Chromium is missing. Install it (Debian: apt-get install chromium), or name it: CHROMIUM=/path make test"; exit 1; fi; }

test: $(VENV)/installed-dev chromium ## Run every test, browser journeys included
	@$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/installed-dev ## Check style, types, migrations and production settings
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@SECRET_KEY=lint $(BIN)/mypy cooperation config
	@SECRET_KEY=lint $(BIN)/python manage.py makemigrations --check --dry-run
	@SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') DEBUG=false HTTPS=true ALLOWED_HOSTS=registry.example.org $(BIN)/python manage.py check --deploy --fail-level WARNING

format: $(VENV)/installed-dev ## Format Python and templates
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@git ls-files 'templates/*.html' | xargs $(BIN)/djade --target-version 5.2

messages: $(VENV)/installed-dev ## Collect and compile the interface's words (needs gettext)
	@command -v xgettext >/dev/null || { echo "gettext is missing (Debian: apt-get install gettext)."; exit 1; }
	@$(BIN)/python manage.py makemessages --locale zh_Hans --locale ru --no-location --ignore .venv --ignore tests
	@$(BIN)/python manage.py compilemessages --ignore .venv

vendor: ## Fetch the pinned front-end files again
	@$(PYTHON) static/vendor/vendor.py

.PHONY: help install serve curator chromium test lint format messages vendor
