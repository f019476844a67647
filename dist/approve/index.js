require('../shared/index.js').start('approve')
