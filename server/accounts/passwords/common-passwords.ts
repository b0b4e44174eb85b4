/** Words that public lists of leaked passwords open with, lower-case; with digits and signs after them, too. */
export const commonPasswords: ReadonlySet<string> = new Set(
  `
  password passw0rd p@ssw0rd p@ssword passwords passphrase mypassword thepassword yourpassword newpassword
  administrator admin adminadmin root rootroot superuser superadmin sysadmin guest guestguest default changeme changemenow
  letmein letmeinnow welcome welcometo iloveyou iloveyouso sunshine princess football baseball basketball dragon monkey
  master superman batman starwars pokemon michael jennifer charlie whatever trustno qwerty qwertyuiop qwertyui
  qwerty123456 1qaz2wsx 1qaz2wsx3edc 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 zaq12wsx
  zaq1zaq1zaq1 asdfghjkl asdfghjkl; asdfasdfasdf zxcvbnm zxcvbnmasdf qazwsx qazwsxedc qazwsxedcrfv 1234567890 0987654321
  0123456789 9876543210 12345678910 123456789a a123456789 123123123123 1231231234 123qweasdzxc 123qweasd
  1122334455 1029384756 147258369 147258369a 741852963 789456123 5201314 52013145201314 woaini1314 woaini520 woaini woaini123
  woaiwojia abc123456 abc123456789 abcd1234 abcd123456 a1b2c3d4 a1b2c3d4e5 aa123456 aa12345678 q123456789 test testtest
  testing temp temptemp temporary secret secretsecret topsecret computer internet server database signalbox
  correcthorsebatterystaple
  `
    .trim()
    .split(/\s+/),
);
