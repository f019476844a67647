// Loaded into a process (NODE_OPTIONS=--require) whose clock is to be ahead by CLOCK_AHEAD milliseconds: a run of the next day.
const { now } = Date
Date.now = () => now() + Number(process.env.CLOCK_AHEAD)
