-- What both scripts share: each thread counts right and wrong answers, and at the end one line of
-- JSON is printed. Percentiles are wrk's own: it adds the waits of the requests that a slow answer
-- held up.

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

right, wrong, first_wrong, sent, in_time = 0, 0, "", 0, 0

function count(is_right, status, words)
  if is_right then
    right = right + 1
  else
    wrong = wrong + 1
    if wrong == 1 then
      local plain = words:sub(1, 200):gsub("[^%w <>/=:;.,_-]", "?")
      first_wrong = status .. " " .. plain
    end
  end
end

local function of_all(name)
  local values = {}
  for _, thread in ipairs(threads) do
    table.insert(values, thread:get(name))
  end
  return values
end

local function sum(name)
  local total = 0
  for _, value in ipairs(of_all(name)) do
    total = total + value
  end
  return total
end

function done(summary, latency)
  local errors = summary.errors
  local format = '{"right": %d, "wrong": %d, "first_wrong": "%s", "broken": %d, "sent": %d, '
    .. '"in_time": %d, "seconds": %.3f, "p50_ms": %.3f, "p99_ms": %.3f}'
  print(format:format(
    sum("right"), sum("wrong"), table.concat(of_all("first_wrong"), " "),
    errors.connect + errors.read + errors.write + errors.timeout, sum("sent"),
    sum("in_time"), summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3
  ))
end
