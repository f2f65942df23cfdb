# Everything is run with .venv/bin/python, never by activating .venv.

PYTHON ?= python3
VENV_PYTHON = .venv/bin/python
PIP_INSTALL = $(VENV_PYTHON) -m pip --disable-pip-version-check install -qq --no-input \
	--require-hashes --only-binary :all:
PACKAGES = postgresql-15 chromium libatomic1 wrk default-jre-headless

SUDO = $(if $(filter 0,$(shell id -u)),,sudo)
APT_GET = $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get -yqq -o Dpkg::Use-Pty=0 \
	-o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold
APT_INSTALL = $(APT_GET) update && >/dev/null $(APT_GET) install --no-install-recommends

STATIC_FILES = $(shell find static */static coproduce/*/static -type f 2>/dev/null)

.PHONY: help run test setup check bench pictures setup-run setup-tests setup-packages setup-nginx setup-npm
.DELETE_ON_ERROR:

help:  ## Show this list
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 16

run: setup-run staticfiles/staticfiles.json  ## Serve the site at http://127.0.0.1:8000 with its worker
	@exec setpriv --pdeathsig TERM $(VENV_PYTHON) manage.py serve

test: setup-tests staticfiles/staticfiles.json  ## Run make check and every test, on SQLite and on PostgreSQL
	@$(VENV_PYTHON) -m tests.run $(ARGS)

setup: setup-tests staticfiles/staticfiles.json  ## Install all that running and testing need
	@echo "Everything is set up. Next: make run"

check: .venv/.dev-installed  ## Run the linters, the types, the deployment checks, missing migrations
	@$(MAKE) --no-print-directory --keep-going --output-sync -j2 $(CHECKS)

bench: setup-tests tests/lighthouse/.installed staticfiles/staticfiles.json  ## Measure speed and memory
	@$(VENV_PYTHON) -m tests.bench.run $(ARGS)

pictures: setup-tests staticfiles/staticfiles.json  ## Take the pictures of the pages in docs/pictures
	@$(VENV_PYTHON) -m tests.look.pictures $(ARGS)


# What is installed. A stamp is younger than what it was made from, or .venv is made anew: also
# when an earlier try was interrupted, or when Python was upgraded away under it.

setup-run: .venv/.run-installed
setup-tests: .venv/.dev-installed setup-packages setup-nginx tests/validator/.installed

.venv/.run-installed: requirements.txt .venv/bin/python
	@echo "Installing into .venv"
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { $(APT_INSTALL) python3-venv; }
	@rm -rf .venv
	@$(PYTHON) -m venv .venv
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

.venv/bin/python: ;

.venv/.dev-installed: requirements-dev.txt .venv/.run-installed
	@echo "Installing the tools for tests into .venv"
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

staticfiles/staticfiles.json: $(STATIC_FILES) .venv/.run-installed
	@$(VENV_PYTHON) manage.py collectstatic --noinput --verbosity 0

setup-packages: | .venv/.run-installed
	@missing=$$(for package in $(PACKAGES); do \
		dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q ' installed$$' \
			|| echo $$package; done); \
	test -z "$$missing" || { \
		echo "Installing" $$missing; \
		$(NO_MAIN_CLUSTER) && $(APT_INSTALL) $$missing; \
	}

# The tests make a PostgreSQL of their own; the package would start one beside it.
CLUSTERS = /etc/postgresql-common/createcluster.conf
NO_MAIN_CLUSTER = { test -e $(CLUSTERS) || { $(SUDO) mkdir -p $(dir $(CLUSTERS)) \
	&& echo 'create_main_cluster = false' | $(SUDO) tee $(CLUSTERS) >/dev/null; }; }

# So they do with nginx, whose package would start one on port 80, now and with the machine.
setup-nginx: | setup-packages
	@test -x /usr/sbin/nginx || { \
		echo "Installing nginx"; \
		$(NO_NGINX_SERVICE) && $(APT_INSTALL) nginx && >/dev/null $(SUDO) update-rc.d nginx disable; \
	}

POLICY = /usr/sbin/policy-rc.d
NO_NGINX_SERVICE = { test -e $(POLICY) || { \
	trap '$(SUDO) rm -f $(POLICY)' EXIT; trap 'exit 1' HUP INT TERM; \
	printf '\#!/bin/sh\ncase $$1 in nginx*) exit 101; esac\n' \
		| $(SUDO) install -m 755 /dev/stdin $(POLICY); }; }

# Debian 12's npm and any newer one will do. Nothing that a package brings runs while it is installed.
# After nginx, because two of apt-get at once do not wait for each other.
setup-npm: | setup-nginx
	@command -v npm >/dev/null || { echo "Installing npm"; $(APT_INSTALL) nodejs npm; }

tests/%/.installed: tests/%/package-lock.json | setup-npm
	@echo "Installing the $* from npm"
	@cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@


# What `make check` runs. Its settings are those of a deployment, its data are nobody's.

CHECKS = check-code check-format check-templates check-types check-deploy check-migrations
.PHONY: $(CHECKS)
check-%: export SITE_URL = https://coproduce.example
check-%: export DATA_DIR = $(CURDIR)/.venv/check

check-code:
	@$(VENV_PYTHON) -m ruff check --output-format concise .
check-format:
	@$(VENV_PYTHON) -m ruff format --check .
check-templates:
	@.venv/bin/djade --check --target-version 5.2 $$(find templates -name '*.html')
check-types:
	@$(VENV_PYTHON) -m mypy .
check-deploy:
	@$(VENV_PYTHON) manage.py check --deploy --fail-level WARNING
check-migrations:
	@$(VENV_PYTHON) manage.py makemigrations --check --dry-run
