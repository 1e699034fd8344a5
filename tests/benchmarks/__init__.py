"""What the dashboard costs in time and memory; printed beside the aims, never asserted."""
