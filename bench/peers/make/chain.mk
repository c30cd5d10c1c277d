# Three stages: each text has two jobs, one after the other, and the last job merges all.
inputs := $(wildcard in/*.txt)
.PHONY: all
.SECONDARY:
all: merged.txt
mid/%.txt: in/%.txt
	cp $< $@
out/%.txt: mid/%.txt
	cp $< $@
# Names that are too many for a command line are found by `find`.
merged.txt: $(patsubst in/%,out/%,$(inputs))
	find out -name '*.txt' | sort | xargs cat > $@
