// wscat shows what happens only on a terminal; its output is a pipe here.
require('node:tty').isatty = () => true;
