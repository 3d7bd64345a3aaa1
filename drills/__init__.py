"""The long reliability runs: `make drills`. What they found last is in docs/drills.md."""
