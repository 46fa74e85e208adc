export const HELP = `Hangtime: from a gateway's log file to where, since when and why calls time out.

  node bin/hangtime.mjs COMMAND

Commands
  start                     database, pages and ingest worker; prints the address (npm start)
  import FILE…              store log files and print a receipt for each; FILE may be gzip, "-" is standard input
      --source NAME         the gateway these logs belong to (default: "default")
      --zone ZONE           zone of lines that carry none, such as Europe/Berlin (default: UTC)
      --format ID           read every line as this format instead of recognising it
      --max-quarantined P   share of lines, in percent, that may be unreadable before the exit code is 3 (default: 5)
      --json                one JSON object a file on standard output instead of the receipt
  parse --ndjson FILE…      no database: one JSON object a line on standard output, unreadable lines on standard error
      --zone, --format, --max-quarantined as above; --log-format LINE for nginx's own "log_format …;"
  migrate                   bring the database to the newest schema
  help                      this text

Exit codes
  0 all stored   1 failed   2 wrong usage   3 stored, but more lines than --max-quarantined were unreadable

Environment
  PORT            port of the pages, default 3000 (0 = any free one)
  HOST            address to listen on, default 127.0.0.1 (this machine only)
  HANGTIME_DATA   folder of everything that is stored, default .data
  DATABASE_URL    a Postgres 15 or later to use instead of the built-in one
`;
