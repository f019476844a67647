require('../shared/index.js').start('notify')
