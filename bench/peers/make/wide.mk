# One job splits a file into its lines, and each of them has a job. Make has to know their names before.
texts := $(wildcard in/*.txt)
.PHONY: all
all: $(patsubst in/%,out/%,$(texts))
$(texts) &: seed.txt
	split -l 1 -d -a 7 --additional-suffix=.txt $< in/
out/%.txt: in/%.txt
	cp $< $@
