//! The ball in n dimensions, in its cube.
