-- Sends comments, no two alike and each from an address of its own, for SECONDS; then waits for
-- the last answers. Every answer must be a 303 to a receipt.
-- wrk … -- RUN SECONDS    (RUN, from 0 to 255, is part of the texts and of the addresses)

dofile("tests/bench/report.lua")

-- Lua's own clocks count whole seconds, or this process's work.
local ffi = require("ffi")
ffi.cdef("typedef struct { long s; long us; } timeval; int gettimeofday(timeval *, void *);")
local time = ffi.new("timeval")

local function now()
  ffi.C.gettimeofday(time, nil)
  return tonumber(time.s) + tonumber(time.us) / 1e6
end

local SENTENCE = "We+were+asked+what+we+thought+once+the+plan+was+done%2C+and+then+it+changed.+"
local WORDS = SENTENCE:rep(6)
local UNTIL_THE_END = 3600 * 1000 -- milliseconds

local number_of_threads = 0
local set_up = setup
function setup(thread)
  set_up(thread)
  thread:set("thread", number_of_threads)
  number_of_threads = number_of_threads + 1
end

function init(arguments)
  run, seconds = tonumber(arguments[1]), tonumber(arguments[2])
end

function delay()
  started_at = started_at or now()
  return now() < started_at + seconds and 0 or UNTIL_THE_END
end

function request()
  if started_at then -- before that, wrk only looks what a request is like
    sent = sent + 1
  end
  local id = ("%d-%d-%d"):format(run, thread, sent)
  local hundreds = math.floor(sent / 256) % 128
  wrk.headers["X-Forwarded-For"] = ("10.%d.%d.%d"):format(run, thread * 128 + hundreds, sent % 256)
  local body = ("body=%s%s&submission_id=%s&told=on"):format(WORDS, id, id)
  return wrk.format("POST", nil, nil, body)
end

function response(status, headers, body)
  local place = headers["location"] or headers["Location"] or ""
  count(status == 303 and place:sub(1, 10) == "/receipts/", status, place .. " " .. body)
  if now() < started_at + seconds then
    in_time = in_time + 1
  end
end
