"""One module per use case: opens, reads, computes, writes."""
