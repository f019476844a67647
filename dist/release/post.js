require('./index.js')
