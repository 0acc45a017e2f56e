// Stands in for what core-js adds to old browsers: those that we build for have all of it.
export {};
