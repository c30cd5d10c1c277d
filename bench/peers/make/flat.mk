# Each text has a job.
outputs := $(patsubst in/%,out/%,$(wildcard in/*.txt))
.PHONY: all
all: $(outputs)
out/%.txt: in/%.txt
	cp $< $@
