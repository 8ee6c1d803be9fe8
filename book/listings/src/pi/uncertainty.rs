//! How far an estimate of π by N points is off.
