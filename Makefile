# The two commands a newcomer needs. They want Python 3.11 or newer and nothing else: .venv gets the rest,
# pipenv and Node included. Everything else is a script in the Pipfile.
PYTHON ?= python3
PIPENV := .venv/bin/python -m pipenv
export PIPENV_VENV_IN_PROJECT = 1
export PIPENV_IGNORE_VIRTUALENVS = 1
export PIPENV_NOSPIN = 1

.PHONY: synth test
synth: .venv/.packages  ## environments/*.toml -> cdktf.out/stacks/cognito-<environment>/cdk.tf.json
	@$(PIPENV) run synth

test: .venv/.dev-packages  ## the fast tests; .ci/run runs all of them
	@$(PIPENV) run test

.venv/.packages: .venv/.pipenv Pipfile.lock
	@echo "Installing the packages that synth needs, once..." >&2
	@$(PIPENV) sync >&2
	@touch $@

.venv/.dev-packages: .venv/.pipenv Pipfile.lock
	@echo "Installing the packages that the tests need, once..." >&2
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
