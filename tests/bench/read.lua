-- Asks for one page over and over; every answer must be STATUS with the very bytes of BODY_FILE.
-- wrk … -- STATUS BODY_FILE

dofile("tests/bench/report.lua")

function init(arguments)
  expected_status = tonumber(arguments[1])
  local file = assert(io.open(arguments[2], "rb"))
  expected_body = file:read("*a")
  file:close()
end

function response(status, headers, body)
  count(status == expected_status and body == expected_body, status, body)
end
