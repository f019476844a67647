require('../shared/index.js').start('plan')
