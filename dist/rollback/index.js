require('../shared/index.js').start('rollback')
