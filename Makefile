# Everything runs in .venv, which is made anew only when the requirements change.

PORT ?= 8000
JOBS ?= 2
PYTHON ?= python3

checksum = $(firstword $(shell cat $(1) | cksum))
RUNTIME := .venv/.runtime-$(call checksum,requirements.txt)
DEVELOPMENT := .venv/.development-$(call checksum,requirements.txt requirements-dev.txt)
CLIENTS := tests/clients/node_modules/.package-lock.json
# Node has certificates of its own; npm is to trust what the machine trusts.
AUTHORITIES := $(or $(NODE_EXTRA_CA_CERTS),$(wildcard /etc/ssl/certs/ca-certificates.crt))
STATIC := $(or $(KJDISPUTE_VAR),var)/static/staticfiles.json

MANAGE := .venv/bin/python manage.py
PYTEST = .venv/bin/python -m pytest -n $(JOBS) --dist loadfile $(ARGS)

MESSAGES := $(or $(KJDISPUTE_VAR),var)/messages.pot

.PHONY: help setup run editor test check messages
.NOTPARALLEL:

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

setup: $(RUNTIME) ## Install what the archive needs into .venv

run: export SITE_URL ?= http://127.0.0.1:$(PORT)
run: $(RUNTIME) $(STATIC) ## Serve the archive with its corpus on 127.0.0.1, port 8000 or PORT=…
	@echo "== Database and corpus"
	@$(MANAGE) migrate --verbosity=0
	@$(MANAGE) load_corpus
	@echo "== The archive is at http://127.0.0.1:$(PORT)/ until Ctrl-C"
	@echo "   Editors work at http://127.0.0.1:$(PORT)/admin/; 'make editor' makes an account."
	@exec .venv/bin/python -m gunicorn kjdispute.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --no-control-socket

editor: $(RUNTIME) ## Make an editor's account
	@$(MANAGE) migrate --verbosity=0
	@$(MANAGE) createsuperuser

test: $(DEVELOPMENT) $(if $(shell command -v npm),$(CLIENTS)) ## Run every test on SQLite, then on PostgreSQL (ARGS=… for pytest; REQUIRE_ALL=1: a skip fails)
	@echo "== Tests on SQLite"
	@env -u DATABASE_URL $(PYTEST)
	@echo "== Tests on PostgreSQL"
	@.venv/bin/python -m tests.throwaway_postgres -- $(PYTEST)

check: $(DEVELOPMENT) ## Check style, production settings and migrations; load and verify the corpus afresh
	@echo "== Style"
	@.venv/bin/python -m ruff check .
	@.venv/bin/python -m ruff format --check .
	@echo "== Production settings"
	@env -u DATABASE_URL -u DEBUG KJDISPUTE_ENV=production \
		SECRET_KEY="$$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
		ALLOWED_HOSTS=archive.example SITE_URL=https://archive.example \
		ARCHIVE_PUBLISHER=Publisher ARCHIVE_CONTACT=contact@archive.example ARCHIVE_AUTHOR=Author \
		ARCHIVE_LICENCE=Licence ARCHIVE_LICENCE_URL=https://archive.example/licence \
		$(MANAGE) check --deploy --fail-level WARNING
	@echo "== Migrations and corpus"
	@unset KJDISPUTE_ENV; folder="$$(mktemp -d)"; trap 'rm -rf "$$folder"' EXIT; \
		export KJDISPUTE_VAR="$$folder" DATABASE_URL="sqlite:///$$folder/check.sqlite3"; \
		$(MANAGE) makemigrations --check --dry-run && \
		$(MANAGE) migrate --verbosity=0 && \
		$(MANAGE) load_corpus && \
		$(MANAGE) verify_archive

messages: $(RUNTIME) ## Collect every visible string for translators into var/messages.pot
	@mkdir -p $(dir $(MESSAGES))
	@.venv/bin/pybabel -q extract -F pyproject.toml -k gettext_lazy -k ngettext_lazy:1,2 --no-location -o $(MESSAGES) .
	@echo "== $(MESSAGES)"

$(RUNTIME):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed.")'
	@echo "== Making .venv"
	@$(PYTHON) -m venv --clear .venv
	@echo "== Installing requirements.txt"
	@.venv/bin/python -m pip install -qq --disable-pip-version-check -r requirements.txt
	@touch $@

$(DEVELOPMENT): $(RUNTIME)
	@echo "== Installing requirements-dev.txt"
	@rm -f .venv/.development-*
	@.venv/bin/python -m pip install -qq --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(CLIENTS): tests/clients/package-lock.json
	@echo "== Installing tests/clients/package-lock.json"
	@NODE_EXTRA_CA_CERTS="$(AUTHORITIES)" npm ci --prefix tests/clients --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error \
		|| echo "== npm could not: the tests that need it are skipped"
	@touch -c $@

$(STATIC): $(RUNTIME) $(shell find static)
	@echo "== Collecting static files"
	@$(MANAGE) collectstatic --noinput --verbosity=0
