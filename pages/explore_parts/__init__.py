"""The explore screen, one file per part."""
