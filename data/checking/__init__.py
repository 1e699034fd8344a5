"""The checks of a submission, one concept a module; `data.validate` runs them."""
