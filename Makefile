.DEFAULT_GOAL := help
.PHONY: help run test bench drills lint format lock

help: ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' Makefile | expand -t 14

run: ## everything, on http://localhost:8000 (PORT= and DATABASE_URL= are respected)
	@bin/environment local && exec .venv/bin/python -m artsmark_site.run

test: ## every test (ARGS= is handed to pytest)
	@bin/environment dev && bin/browser && exec .venv/bin/python -m pytest -n auto --dist worksteal $(ARGS)

bench: ## every figure of docs/performance.md (SIZES=20000 is shorter, CODEPO= a zip of postcodes)
	@bin/environment bench && bin/bench && exec .venv/bin/python -m bench $(ARGS)

drills: ## the long reliability runs of docs/drills.md
	@bin/environment dev && exec .venv/bin/python -m drills

lint: ## style, types, templates, migrations, deployment settings
	@bin/environment dev && exec bin/lint

format: ## write Python and templates in the house style
	@bin/environment dev && bin/lint --fix

lock: ## pin the newest versions that pyproject.toml allows
	@bin/environment dev && exec bin/lock
