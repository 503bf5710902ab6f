"""A simulation of the queue with the real planner of batches, beside the formula of `vindex capacity`."""
