# The same verbs at the desk and in .ci/run. Needs python3 (3.11 to 3.13), pip and make; POSIX sh.
.POSIX:
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
SAMPLE := eval/samples/reports/001_5db012f121f01c6e.txt
SUITES ?= ../shared/suites
SAMPLES := $(SAMPLE) eval/samples/reports/003_d6dd938a4f98c4cc.txt

.PHONY: help install demo test check eval checks peers marking suites formats bench format docs contract smoke lock clean fuzz

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

install: $(VENV)/.stamp-dev ## Make .venv with everything that a developer needs

# A machine may have python3 without ensurepip (Debian without python3-venv). virtualenv, kept out of
# the system's packages by --target, makes the same environment.
$(VENV)/.stamp-venv:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || { \
	  echo "需要 Python 3.11 至 3.13 / needs Python 3.11 to 3.13; this is $$($(PYTHON) --version 2>&1)."; \
	  echo "  make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "[1/3] 建立虚拟环境 / making $(VENV) …"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { \
	  rm -rf $(VENV); \
	  echo "      python3 -m venv 不可用, 改用 virtualenv / not available here, using virtualenv instead"; \
	  $(PYTHON) -m pip install -qq --upgrade --target .build/virtualenv virtualenv && \
	  PYTHONPATH=.build/virtualenv $(PYTHON) -m virtualenv --quiet $(VENV); } || { \
	  rm -rf $(VENV); echo "无法建立虚拟环境 / could not make $(VENV): is pip there? (apt install python3-pip)"; exit 1; }
	@$(PIP) install -qq --upgrade 'pip>=25.1' # 25.1: --group
	@touch $@

$(VENV)/.stamp-run: $(VENV)/.stamp-venv pyproject.toml requirements.lock
	@echo "[2/3] 安装本软件和内置模型引擎 / installing the product and the engine for the local model …"
	@$(PIP) install -qq -c requirements.lock -e '.[local]'
	@touch $@

$(VENV)/.stamp-dev: $(VENV)/.stamp-run
	@echo "[3/3] 安装开发工具 / installing the developers' tools …"
	@$(PIP) install -qq -c requirements.lock --group dev
	@touch $@

demo: $(VENV)/.stamp-run ## Read two real reports with the built-in model (downloads 1.1 GB once)
	@EXTRACTOR=$(BIN)/extractor sh scripts/demo.sh $(SAMPLES)

test: $(VENV)/.stamp-dev ## Run all tests (the README's test command)
	@echo "运行全部测试 / running all tests …"
	@$(BIN)/python -m pytest -n auto $(PYTEST_ARGS) || { \
	  status=$$?; echo; echo "✗ 有测试未通过, 见上文 / some tests failed, see above."; exit $$status; }
	@echo; echo "✓ 测试全部通过 / all tests passed. 试用 / to try it: make demo"

check: $(VENV)/.stamp-dev ## Lint, format, types, sizes, layers, and whether generated files are in step
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python scripts/check_lines.py
	$(BIN)/python -m pytest -q -p no:randomly tests/test_layers.py
	$(BIN)/python scripts/make_docs.py --check
	$(BIN)/python scripts/make_contract.py --check

format: $(VENV)/.stamp-dev ## Put the code into the house's form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

eval: $(VENV)/.stamp-dev ## Score on the labelled samples, and say what moved (EVAL_ARGS='--backend local')
	$(BIN)/python -m eval $(EVAL_ARGS)

checks: $(VENV)/.stamp-dev ## Checks by rule on the 162 reports of eval/marking, by rules (CHECKS_ARGS='--stems 203-284')
	$(BIN)/python -m eval.checks $(CHECKS_ARGS)

# The peers' own dependencies, and some of them old, stay out of .venv. The product goes in without
# constraints: LangExtract pins what requirements.lock has otherwise.
.build/peers/.stamp: $(VENV)/.stamp-venv eval/peers/requirements.txt pyproject.toml
	@rm -rf .build/peers && mkdir -p .build
	@$(PYTHON) -m venv .build/peers >/dev/null 2>&1 || PYTHONPATH=.build/virtualenv $(PYTHON) -m virtualenv --quiet .build/peers
	@.build/peers/bin/python -m pip --disable-pip-version-check install -qq -r eval/peers/requirements.txt -e '.[local]'
	@touch $@

peers: .build/peers/.stamp ## Other systems on the held-out reports, side by side (hours; PEERS_ARGS='--only 003')
	@.build/peers/bin/extractor model fetch
	@.build/peers/bin/python -m eval.peers all --part held-out --resume $(PEERS_ARGS)

.build/marking/.stamp: $(VENV)/.stamp-venv eval/marking/requirements.txt pyproject.toml
	@rm -rf .build/marking && mkdir -p .build
	@$(PYTHON) -m venv .build/marking >/dev/null 2>&1 || PYTHONPATH=.build/virtualenv $(PYTHON) -m virtualenv --quiet .build/marking
	@.build/marking/bin/python -m pip --disable-pip-version-check install -qq -r eval/marking/requirements.txt -e '.[local]'
	@touch $@

marking: .build/marking/.stamp ## Train the networks that name quantities (MARKING=cross: judge one)
ifdef MARKING
	@.build/marking/bin/python -m eval.marking $(MARKING)
else
	@.build/marking/bin/extractor model fetch
	@.build/marking/bin/python -m eval.marking look
	@.build/marking/bin/python -m eval.marking train --members 2
	@.build/marking/bin/python -m eval.marking train --states --members 4
endif

suites: $(VENV)/.stamp-dev ## Number grammar against outside suites, where their files are (SUITES=folder)
	$(BIN)/python -m eval.suites --folder $(SUITES)

formats: $(VENV)/.stamp-dev ## Read the five reports of offices in every format, against their text (FORMATS_ARGS='--show 5')
	$(BIN)/python -m eval.formats $(FORMATS_ARGS)

bench: $(VENV)/.stamp-dev ## Time the rules: five reports, a million characters, start-up
	$(BIN)/python -m eval.bench $(BENCH_ARGS)

fuzz: $(VENV)/.stamp-dev ## Damaged files of every format against the readers (FUZZ_ARGS='--format pdf --seconds 600')
	$(BIN)/python -m scripts.fuzz $(FUZZ_ARGS)

docs: $(VENV)/.stamp-dev ## Write docs/commands.md, docs/rules.md and the README's generated parts
	$(BIN)/python scripts/make_docs.py

contract: $(VENV)/.stamp-dev ## Write schemas/contract/ from the records
	$(BIN)/python scripts/make_contract.py

# What a user gets: the wheel alone, in an environment of its own, without extras or tools.
smoke: $(VENV)/.stamp-dev ## Build the wheel, install it alone, read one report by rules
	@rm -rf .build/smoke && mkdir -p .build/smoke
	@$(BIN)/python -m build --outdir .build/smoke . >.build/smoke/build.log 2>&1 || { cat .build/smoke/build.log; exit 1; }
	@$(BIN)/python -m virtualenv --quiet .build/smoke/venv
	@.build/smoke/venv/bin/python -m pip --disable-pip-version-check install -qq -c requirements.lock .build/smoke/*.whl
	@cp $(SAMPLE) .build/smoke/report.txt
	@cd .build/smoke && venv/bin/extractor --help >/dev/null && venv/bin/extractor run report.txt --backend rules
	@echo "✓ 安装包可独立运行 / the wheel runs on its own."

lock: $(VENV)/.stamp-venv ## Write requirements.lock anew from pyproject.toml
	@$(PIP) install -qq --upgrade --target .build/uv uv
	@sed -n '/^#/p' requirements.lock >.build/lock.head
	@.build/uv/bin/uv pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 \
	  --no-header --no-annotate --no-emit-index-url --quiet --output-file .build/lock.body
	@cat .build/lock.head .build/lock.body >requirements.lock

clean: ## Remove the environment, builds and caches; the workspace and the model stay
	rm -rf $(VENV) .build build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
