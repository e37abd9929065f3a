# The commands of this project. A newcomer needs `make demo` and `make test`.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
BIN = .venv/bin
PACKAGES = core $(patsubst %/__init__.py,%,$(wildcard plugins/*/__init__.py))

# Compiled modules are kept, whatever the environment says: every command and every test starts from them.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test soak differential bench bench-large lint schema texts serve lock

demo: .venv/demo.stamp
	@PORT=$(PORT) $(BIN)/thana demo

# begun first, so that no process waits for them at the end
LONGEST = tests/authorisation tests/desk tests/verification

test: .venv/dev.stamp
ifdef TESTS
	@$(BIN)/python -m pytest -q $(TESTS)
else
	@$(BIN)/python -m pytest -q -n auto --dist loadfile $(LONGEST) tests --ignore tests/reliability
	@$(BIN)/python -m pytest -q tests/reliability
endif

# Servers and workers killed, starts raced, and others' requests reached for, as often as a release wants it; `make
# test` does so a few times.
soak: .venv/dev.stamp
	@KILLS=50 $(BIN)/python -m pytest -q tests/reliability/test_killed_servers.py
	@KILLS=100 $(BIN)/python -m pytest -q tests/reliability/test_killed_workers.py
	@STARTS=200 $(BIN)/python -m pytest -q tests/reliability/test_racing_starts.py
	@TIPS=200 $(BIN)/python -m pytest -q tests/tips/test_nothing_leads_to_a_tipster.py
	@ATTEMPTS=10000 $(BIN)/python -m pytest -q tests/authorisation/test_ten_thousand_attempts.py

# graphql-core's executor against ours: 20,000 generated operations, graphql-core's own tests, which are fetched, and
# whatever our tests ask, but for one that counts what is read.
differential: .venv/dev.stamp
	@OPERATIONS=20000 $(BIN)/python -m pytest -q -o faulthandler_timeout=0 tests/execution tests/execution/suite_of_graphql_core.py
	@PYTHONPATH=tests $(BIN)/python -m pytest -q -n auto --dist loadfile -p both_executors $(LONGEST) tests \
		--ignore tests/execution --ignore tests/reliability --ignore tests/desk/test_inbox_indexes.py

# The measurements of docs/performance.md, which it writes anew; needs PostgreSQL, wrk and npm, and half an hour.
bench: .venv/bench.stamp
	@for each in compare growth one_process upload render_documents performance_page; do \
		PYTHONPATH=tests $(BIN)/python bench/$$each.py || exit 1; done

bench-large: .venv/bench.stamp
	@COUNTS=10000,10000000 PYTHONPATH=tests $(BIN)/python bench/growth.py

lint: .venv/dev.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/thana schema --check schema.graphql
	@THANA_DATABASE_URL=sqlite://var/lint/check.sqlite3 THANA_MODE=demo \
		THANA_SECRET_KEYS='["only-for-linting-0123456789abcdefghij"]' $(BIN)/thana migrate --check

schema: .venv/dev.stamp
	@$(BIN)/thana schema > schema.graphql

# After messages have changed: extract them and renew the catalogues; then translate what is new.
texts: .venv/demo.stamp
	@mkdir -p var/texts
	@for package in $(PACKAGES); do name=$$(basename $$package) && \
		$(BIN)/pybabel -q extract --no-default-keywords -k text --add-location=file \
			--sort-by-file -o var/texts/$$name.pot $$package && \
		$(BIN)/pybabel -q update --init-missing --ignore-pot-creation-date --ignore-obsolete \
			--width=100 -l hi -D $$name -d $$package/locale -i var/texts/$$name.pot || exit 1; done

serve: .venv/demo.stamp var/secret.key
	@THANA_SECRET_KEY_FILE=$${THANA_SECRET_KEY_FILE:-var/secret.key} $(BIN)/thana migrate
	@THANA_SECRET_KEY_FILE=$${THANA_SECRET_KEY_FILE:-var/secret.key} PORT=$(PORT) $(BIN)/thana serve

lock:
	@uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml --group build -o requirements.lock
	@uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml --group build --group dev -c requirements.lock -o requirements-dev.lock
	@uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml --group bench -c requirements-dev.lock -o requirements-bench.lock

var/secret.key:
	@mkdir -p var && umask 077 && $(PYTHON) -c "import secrets; print(secrets.token_hex(32))" > $@

.venv/bin/python:
	@$(PYTHON) -m venv .venv

.venv/demo.stamp: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing packages; this takes a minute the first time."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/demo.stamp
	@echo "Installing what the tests need."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.venv/bench.stamp: requirements-bench.lock .venv/dev.stamp
	@echo "Installing what the benchmarks need."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@
