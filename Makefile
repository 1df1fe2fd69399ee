# What a newcomer needs. It wants Python 3.11 or newer and nothing else: .venv gets the rest, pipenv and Node included.
# Everything else is a script in the Pipfile.
PYTHON ?= python3
PIPENV := .venv/bin/python -m pipenv
export PIPENV_VENV_IN_PROJECT = 1
export PIPENV_IGNORE_VIRTUALENVS = 1
export PIPENV_NOSPIN = 1
export PIPENV_VERBOSITY = -1
# Python compiles what is imported, once; pip would compile all of a gigabyte, which takes longer than to install it.
export PIP_COMPILE = $(if $(PYTHONDONTWRITEBYTECODE),1,0)

.PHONY: synth check test help
synth: .venv/.packages  ## write cdktf.out/stacks/cognito-ENVIRONMENT/cdk.tf.json for every environment
	@.venv/bin/python -O main.py

check: .venv/.packages  ## say what is wrong in environments/
	@.venv/bin/cognito check

test: .venv/.dev-packages  ## run the fast tests; .ci/run runs all of them
	@.venv/bin/python -m pytest -n auto

help:  ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 16

.venv/.packages: .venv/.pipenv Pipfile.lock
	@echo "Installing what synth needs, about a gigabyte, once: a minute or two..." >&2
	@$(PIPENV) sync >&2
	@touch $@

.venv/.dev-packages: .venv/.pipenv Pipfile.lock
	@echo "Installing what synth and the tests need, over a gigabyte, once: a minute or two..." >&2
	@$(PIPENV) sync --dev >&2
	@touch $@ .venv/.packages

.venv/.pipenv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed, and $(PYTHON) is older: name one that is, as in 'make synth PYTHON=python3.12'" >&2; exit 1; }
	@echo "Making a virtual environment in .venv..." >&2
	@$(PYTHON) -m venv .venv >&2 || { rm -rf .venv; \
	  echo "$(PYTHON) cannot make a virtual environment: install its venv package (Debian and Ubuntu: apt-get install python3-venv)" >&2; exit 1; }
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check pipenv==2026.10.3 >&2
	@touch $@
