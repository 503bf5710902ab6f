"""What every asset shares: the step loop over videos, policy, resources, records and progress."""
