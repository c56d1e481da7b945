// What is pasted into a TwiML Bin at Twilio, for calls without inbound HTTP.

/** The document X-MON's manual gives for a TwiML Bin, with the placeholder Twilio's own templates understand. */
export const twimlBinDocument = [
  '<?xml version="1.0" encoding="UTF-8"?>',
  '<Response>',
  ' <Say voice="woman" language="ja-JP">{{message}}</Say>',
  '</Response>',
].join('\n')
